"""Folds on several cores give what they give on one, and end with the training."""

import os
import pickle
from contextlib import closing

import pytest
from fold_jobs import killed, place, slow_place, warned, wrong

from annotate.errors import AnnotateWarning
from annotate.learn.recipes.catalogue import RECIPES, build
from annotate.learn.recipes.recipe import RecipeInputs, RecipeOptions
from annotate.learn.training.fold_workers import FoldWorkers


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_results_come_in_order_the_first_from_this_process_and_the_others_not():
    with FoldWorkers(2, worth=-1) as workers:
        done = list(workers.each(slow_place, range(5)))
        again = list(workers.each(place, [7, 8]))
    assert [job for job, _ in done] == [0, 1, 2, 3, 4]
    places = [place for _, place in done]
    assert places[0] == os.getpid()
    assert os.getpid() not in places[1:]
    assert [job for job, _ in again] == [7, 8]
    assert not any(map(is_running, set(places[1:])))


def test_little_work_is_done_in_this_process():
    with FoldWorkers(2) as workers:
        assert {pid for _, pid in workers.each(place, range(4))} == {os.getpid()}
    with FoldWorkers(1, worth=-1) as workers:
        assert {pid for _, pid in workers.each(place, range(4))} == {os.getpid()}
        assert list(workers.each(place, [])) == []


def test_warnings_and_errors_of_workers_arrive():
    with FoldWorkers(2, worth=-1) as workers:
        with pytest.warns(AnnotateWarning) as told:
            list(workers.each(warned, [1, 2]))
        assert [str(w.message) for w in told] == ["about 1", "about 2"]
        with pytest.raises(ValueError, match="fold 2 is wrong"):
            list(workers.each(wrong, [1, 2, 3]))


def test_the_folds_of_a_killed_worker_are_done_again_here(monkeypatch):
    monkeypatch.setenv("PARENT_OF_TESTS", str(os.getppid()))
    with FoldWorkers(2, worth=-1) as workers, pytest.warns(AnnotateWarning, match="was killed"):
        assert list(workers.each(killed, [1, 2, 3, 4])) == [1, 2, 3, 4]


def test_folds_that_are_not_wanted_any_more_do_not_run_on():
    with FoldWorkers(2, worth=-1) as workers:
        with closing(workers.each(slow_place, range(400))) as results:
            next(results)
            _, pid = next(results)
        assert not is_running(pid)
        assert [job for job, _ in workers.each(place, [1, 2])] == [1, 2]


@pytest.mark.parametrize(
    "name", sorted(name for name, of in RECIPES.items() if "llm" not in of.options or of.needs_encoder)
)
def test_an_unfitted_classifier_reaches_another_process_whole(name):
    options = RecipeOptions(unlabelled=("Orlesk votes.",) if "unlabelled" in RECIPES[name].options else ())
    sent = build(name, RecipeInputs(options=options)).estimator
    arrived = pickle.loads(pickle.dumps(sent))
    assert repr(arrived.get_params()) == repr(sent.get_params())
