"""Choosing between estimators, and a student that learns from a better one."""

import skops.io
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression

from annotate.learn import recipes
from annotate.learn.estimators.distilling import Distilled
from annotate.learn.estimators.model_selection import Choice, Tried
from annotate.learn.features.bag_of_words import Words
from annotate.learn.training.settling import figures_of

TEXTS = [
    f"{place} {verb} {n} ships" for n in range(10) for place in ("Veldania", "Karsovia") for verb in ("seized", "freed")
]
LABELS = ["critical" if "seized" in text else "conciliatory" for text in TEXTS]


class Takes(DummyClassifier):
    def __init__(self, strategy="prior"):
        super().__init__(strategy="prior")

    def fit(self, X, y, groups=None):
        return super().fit(X, y)


def choice(**options):
    return Choice([("constant", Takes()), ("words", recipes.fast())], **options)


def test_the_better_candidate_is_chosen_and_fitted():
    fitted = choice().fit(TEXTS, LABELS)
    assert fitted.name_ == "words"
    assert fitted.predict(["Torvik seized a boat", "Torvik freed a boat"]).tolist() == ["critical", "conciliatory"]


def test_the_first_is_kept_unless_another_is_better_by_the_margin():
    assert choice(margin=0.9).fit(TEXTS, LABELS).name_ == "constant"


def test_when_time_is_up_the_best_so_far_is_the_answer():
    name, _, tried = choice(minutes=0).settle(TEXTS, LABELS)
    assert name == "constant"
    assert len(tried) == 1


def test_best_starts_from_default_and_names_every_candidate_once():
    names = [name for name, _ in recipes.best().candidates]
    assert names[0] == "default"
    assert len(set(names)) == len(names) > 8


def test_a_student_learns_words_that_only_unlabelled_texts_have():
    teacher = recipes.words_and_characters()
    unlabelled = [f"{verb} by the Ostren navy" for verb in ("seized", "freed") for _ in range(3)]
    unlabelled += [f"seized trawler {n}" for n in range(40)] + [f"freed sailor {n}" for n in range(40)]
    student = Distilled(teacher, Words(), LogisticRegression(C=10), unlabelled).fit(TEXTS, LABELS)
    assert student.predict(["the trawler", "the sailor"]).tolist() == ["critical", "conciliatory"]


def test_neither_the_teacher_nor_the_texts_are_saved():
    secret = "Unpublished sentence of the Merrow archive"
    student = Distilled(recipes.fast(), Words(), LogisticRegression(), [secret]).fit(TEXTS, LABELS)
    saved = skops.io.dumps(student)
    again = skops.io.loads(saved, trusted=list(recipes.OUR_TYPES))
    assert again.teacher is None
    assert list(again.unlabelled) == []
    assert (again.predict_proba(TEXTS) == student.predict_proba(TEXTS)).all()


def test_only_the_best_candidates_are_told_and_the_others_counted():
    tried = [Tried(f"c{number}", number / 10, 1.0) for number in range(5)]
    assert figures_of(tried) == "c4 0.400; c3 0.300; c2 0.200; 2 more did no better"
    assert figures_of(tried[:1]) == "c0 0.000"
