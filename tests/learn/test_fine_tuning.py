"""Fine-tuning in NumPy: right gradients, learning, and models that are saved and found again as they were."""

import numpy as np
import pandas as pd
import pytest

from annotate.errors import ModelError
from annotate.learn.encoders import inner_states
from annotate.learn.encoders.layer_gradients import PARAMETERS
from annotate.learn.encoders.weights import locate_weights
from annotate.learn.estimators.fine_tuned import AdamW, FineTuned, Network, epochs_for, share_of_rate
from annotate.learn.models.archive import packed, unpacked
from annotate.learn.recipes.catalogue import RECIPES, build
from annotate.learn.recipes.recipe import RecipeInputs, RecipeOptions

pytest.importorskip("onnxruntime")
WIDTH = 8


def network(random, classes=3):
    shapes = {"attention": (WIDTH, 3 * WIDTH), "attention_bias": (3 * WIDTH,), "mixing": (WIDTH, WIDTH)}
    shapes |= {"mixing_bias": (WIDTH,), "attention_norm": (2, WIDTH), "up": (WIDTH, 16), "up_bias": (16,)}
    shapes |= {"down": (16, WIDTH), "down_bias": (WIDTH,), "output_norm": (2, WIDTH)}
    layers = [random.normal(size=shapes[name]) for _ in range(2) for name in PARAMETERS]
    return Network([*layers, random.normal(size=(2 * WIDTH, classes)), np.zeros(classes)], heads=2, epsilon=1e-5)


def test_gradients_are_those_of_finite_differences():
    random = np.random.default_rng(0)
    small = network(random)
    states = [random.normal(size=(length, WIDTH)) for length in (5, 3, 1)]
    codes, balance = np.array([0, 1, 2]), np.array([1.0, 2.0, 0.5])

    def loss():
        return small.loss(states, codes, balance, None)[0]

    gradients = small.loss(states, codes, balance, None)[1]
    for parameter, gradient in zip(small.parameters, gradients, strict=True):
        assert parameter.shape == gradient.shape
        for _ in range(3):
            place = tuple(random.integers(size) for size in parameter.shape)
            kept, ends = parameter[place], []
            for step in (1e-5, -1e-5):
                parameter[place] = kept + step
                ends.append(loss())
            parameter[place] = kept
            assert (ends[0] - ends[1]) / 2e-5 == pytest.approx(gradient[place], rel=1e-4, abs=1e-7)


def test_padding_changes_nothing():
    random = np.random.default_rng(1)
    small = network(random)
    states = [random.normal(size=(length, WIDTH)) for length in (9, 2, 4)]
    codes, balance = np.array([0, 1, 2]), np.ones(3)
    together = small.loss(states, codes, balance, None)[0]
    alone = [small.loss([part], codes[row : row + 1], balance, None)[0] for row, part in enumerate(states)]
    assert together == pytest.approx(np.mean(alone), abs=1e-12)


def test_the_loss_weighs_classes_and_is_the_mean_over_the_weights():
    random = np.random.default_rng(2)
    small = network(random, classes=2)
    states = [random.normal(size=(3, WIDTH)) for _ in range(3)]
    codes, balance = np.array([0, 0, 1]), np.array([1.0, 4.0])
    each = -np.log(small.predicted(states)[np.arange(3), codes])
    loss = small.loss(states, codes, balance, None)[0]
    assert loss == pytest.approx((each[0] + each[1] + 4 * each[2]) / 6)


def test_the_rate_warms_up_and_falls_to_nothing():
    assert [share_of_rate(step, 100) for step in (5, 10, 55, 100)] == pytest.approx([0.5, 1, 0.5, 0])
    assert [epochs_for(rows) for rows in (6, 127, 480, 834, 835, 9000)] == [12, 12, 6, 5, 4, 4]


def test_the_first_step_of_adamw_is_the_rate_against_the_sign_and_decays_matrices_alone():
    matrix, norm = np.full((3, 2), 2.0), np.full((2, 2), 2.0)
    slope = np.array([[0.1, -0.1]] * 3)
    AdamW([matrix, norm], rate=0.1, steps=10).step([slope, slope[:2]])
    np.testing.assert_allclose(matrix, 2 * (1 - 0.1 * 0.01) - 0.1 * np.sign(slope), rtol=1e-5)
    np.testing.assert_allclose(norm, 2 - 0.1 * np.sign(slope[:2]), rtol=1e-5)


@pytest.fixture(scope="module")
def some():
    verbs = {
        "critical": ["condemned", "accused"],
        "conciliatory": ["welcomed", "thanked"],
        "neutral": ["met", "counted"],
    }
    rows = [
        (f"The {who} of {place} {verb} the council.", label)
        for label, those in verbs.items()
        for verb in those
        for who in ("mayor", "minister")
        for place in ("Orth", "Ilmar", "Senn")
    ]
    return pd.DataFrame(rows, columns=["text", "label"])


@pytest.fixture(scope="module")
def tuned(some):
    return FineTuned(seed=1).fit(some["text"], some["label"])


def test_it_learns_and_a_saved_model_gives_the_same_probabilities(some, tuned):
    assert (tuned.predict(some["text"]) == some["label"]).mean() > 0.9
    unseen = ["The envoy of Marrow Bay denounced the raid.", "The farmers praised the accord."]
    assert tuned.predict(unseen).tolist() == ["critical", "conciliatory"]
    again = unpacked(packed(tuned), "here")
    np.testing.assert_array_equal(again.predict_proba(unseen), tuned.predict_proba(unseen))
    assert tuned.predict_proba([]).shape == (0, 3)


def test_the_same_seed_gives_the_same_model(some):
    few = some[::4]
    first, second = (packed(FineTuned(seed=3).fit(few["text"], few["label"])) for _ in range(2))
    assert first == second


def test_a_target_is_read_with_its_sentence(some):
    table = some.assign(target="Orth")
    with_target = FineTuned(target=True).fit(table[::4], table["label"][::4])
    row = pd.DataFrame({"text": ["Orth thanked Ilmar."] * 2, "target": ["Orth", "Ilmar"]})
    one, other = with_target.predict_proba(row)
    assert not np.allclose(one, other)


def test_states_below_are_what_the_top_layers_of_the_encoder_read(tuned):
    """The untrained top layers on them give the encoder's own last states."""
    from annotate.learn.encoders.encoder import encode
    from annotate.learn.encoders.layer_gradients import layer_forward

    weights, text = locate_weights(), "Karsovia condemned the raid on the port of Ilmar."
    (states,) = inner_states.states_below(weights, [text], None)
    transformer = inner_states.top_of(weights)
    values = states[None].astype(np.float32)
    for layer in transformer.layers[-inner_states.TOP :]:
        values, _ = layer_forward(values, np.ones(values.shape[:2]), layer, transformer.heads, transformer.epsilon)
    mean, own = values[0].mean(axis=0), encode([text], weights, cached=False)[0, 0].astype(float)
    assert mean @ own / np.linalg.norm(mean) / np.linalg.norm(own) > 0.995


def test_an_encoder_that_hides_its_layers_is_refused():
    from dataclasses import replace

    with pytest.raises(ModelError, match="does not show its inner layers, so it cannot be fine-tuned"):
        inner_states.top_of(replace(locate_weights(), layers=()))


def test_the_recipe_is_the_mean_of_default_and_a_tuned_encoder_and_best_tries_it():
    inputs = RecipeInputs(("target",), seed=4)
    default, tuned = (member for _, member in build("finetuned", inputs).estimator.members)
    assert repr(default) == repr(build("default", inputs).estimator)
    assert (tuned.source, tuned.target, tuned.seed) == ("minilm", True, 4)
    assert "finetuned" in dict(build("best").estimator.candidates)
    other = RecipeInputs(options=RecipeOptions(encoder="mpnet"))
    assert "finetuned" not in dict(RECIPES["best"].make(other).candidates)
