"""Fine-tuning in NumPy: right gradients, learning, and models that are saved and found again as they were."""

import numpy as np
import pandas as pd
import pytest

from annotate.errors import ModelError
from annotate.learn.encoders import inner_states
from annotate.learn.encoders.encoder import encode
from annotate.learn.encoders.graph_layers import top_layers_of_graph, unquantised
from annotate.learn.encoders.layer_gradients import PARAMETERS, layer_forward
from annotate.learn.encoders.onnx_graph import graph_of, quantised
from annotate.learn.encoders.onnx_runtime import session_of
from annotate.learn.encoders.transformer import Layer, Transformer, transformer_of_graph
from annotate.learn.encoders.weights import locate_weights
from annotate.learn.encoders.word_vectors import word_vectors, words_among
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


def last_states(weights, text):
    """The untrained top layers on the states below them, averaged over word pieces."""
    (states,) = inner_states.states_below(weights, [text], None)
    top = inner_states.top_of(weights)
    values = states[None].astype(np.float32)
    for layer in top.layers:
        values, _ = layer_forward(values, np.ones(values.shape[:2]), layer, top.heads, top.epsilon, None, top.distances)
    return values[0].mean(axis=0)


def cosine(one, other):
    return one @ other / np.linalg.norm(one) / np.linalg.norm(other)


TEXT = "Karsovia condemned the raid on the port of Ilmar."


def test_states_below_are_what_the_top_layers_of_the_encoder_read():
    """The untrained top layers on them give the encoder's own last states."""
    weights = locate_weights()
    own = encode([TEXT], weights, cached=False)[0, 0].astype(float)
    assert cosine(last_states(weights, TEXT), own) > 0.995


@pytest.fixture(scope="module")
def mpnet(tmp_path_factory):
    """The folder of a small encoder with relative positions, in 8 bits, as `annotate encoder get` makes it."""
    random = np.random.default_rng(0)

    def layer():
        shapes = {"attention": (64, 192), "attention_bias": (192,), "mixing": (64, 64), "mixing_bias": (64,)}
        shapes |= {"up": (64, 128), "up_bias": (128,), "down": (128, 64), "down_bias": (64,)}
        drawn = {name: random.normal(size=shape).astype(np.float32) / 4 for name, shape in shapes.items()}
        norm = np.stack([1 + random.normal(size=64) / 9, random.normal(size=64) / 9]).astype(np.float32)
        return Layer(**drawn, attention_norm=norm, output_norm=norm[:, ::-1].copy())

    words, positions = (random.normal(size=(count, 64)).astype(np.float32) for count in (30522, 128))
    bias = 3 * random.normal(size=(2, 128, 128)).astype(np.float32)
    norm = np.stack([np.ones(64), np.zeros(64)]).astype(np.float32)
    whole = Transformer(words, positions, norm, tuple(layer() for _ in range(4)), 2, 1e-5, bias)
    folder = tmp_path_factory.mktemp("mpnet")
    (folder / "model.onnx").write_bytes(graph_of(whole))
    (folder / "tokenizer.json").write_bytes(locate_weights().tokenizer.read_bytes())
    return folder, whole


def test_an_mpnet_in_8_bits_is_read_back_and_tuned_with_its_relative_positions(mpnet, some):
    folder, whole = mpnet
    weights = locate_weights(str(folder))
    own = encode([TEXT], weights, cached=False)[0, 0].astype(float)
    assert cosine(last_states(weights, TEXT), own) > 0.999
    top = inner_states.top_of(weights)
    assert (top.heads, top.epsilon) == (2, pytest.approx(1e-5))
    for name in PARAMETERS:
        for read, made in zip(top.layers, whole.layers[-inner_states.TOP :], strict=True):
            step = np.abs(getattr(made, name)).max() / 127
            np.testing.assert_allclose(getattr(read, name), getattr(made, name), atol=step)
    few = some[::4]
    fitted = FineTuned(str(folder)).fit(few["text"], few["label"])
    again = unpacked(packed(fitted), "here")
    np.testing.assert_array_equal(again.predict_proba([TEXT]), fitted.predict_proba([TEXT]))
    assert again.distances_.shape == (2, 128, 128)
    states = list(inner_states.states_below(weights, [TEXT], None))
    parts = [parameter.astype(np.float32) for parameter in fitted.parameters_]
    blind = Network(parts, 2, 1e-5).predicted(states)
    assert not np.allclose(blind, fitted.predict_proba([TEXT]), atol=1e-3)


def test_gradients_with_relative_positions_are_those_of_finite_differences():
    random = np.random.default_rng(5)
    small = network(random)
    small.distances = random.normal(size=(2, 9, 9))
    states = [random.normal(size=(length, WIDTH)) for length in (5, 3)]
    codes, balance = np.array([0, 2]), np.ones(3)
    gradients = small.loss(states, codes, balance, None)[1]
    for number in (0, 2, len(PARAMETERS)):  # what attention learns, in both layers
        parameter, place, ends = small.parameters[number], (1, 2), []
        kept = parameter[place]
        for step in (1e-5, -1e-5):
            parameter[place] = kept + step
            ends.append(small.loss(states, codes, balance, None)[0])
        parameter[place] = kept
        assert (ends[0] - ends[1]) / 2e-5 == pytest.approx(gradients[number][place], rel=1e-4, abs=1e-7)


def test_a_damaged_graph_of_ours_is_refused(mpnet, tmp_path):
    folder, _ = mpnet
    content = (folder / "model.onnx").read_bytes().replace(b"layer_3.middle.bias", b"layer_3.middle.bios")
    (tmp_path / "model.onnx").write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.onnx: damaged weights .*fetch it again"):
        top_layers_of_graph(tmp_path / "model.onnx", 2)


@pytest.mark.parametrize("bits", [4, 8])
def test_unquantised_numbers_are_stored_ones_less_the_middle_times_their_scale(bits):
    matrix = np.random.default_rng(0).normal(size=(64, 5)).astype(np.float32)
    stored, scales = quantised(matrix, bits)
    back = unquantised(stored, scales, bits)
    assert np.abs(back - matrix).max() <= scales.max() / 2 + 1e-6
    np.testing.assert_array_equal(quantised(back, bits)[0], stored)


def test_a_word_is_the_sum_of_its_pieces_as_the_encoder_embeds_them(mpnet):
    folder, whole = mpnet
    weights = locate_weights(str(folder))
    _, tokenizer = session_of(weights)
    words = ["port", "denouncements", ""]
    pieces = [tokenizer.encode(word, add_special_tokens=False).ids for word in words]
    assert [len(some) for some in pieces] == [1, 4, 0]
    expected = np.array([whole.words[some].sum(axis=0) for some in pieces])
    np.testing.assert_allclose(word_vectors(words, weights), expected, atol=4 * np.abs(whole.words).max() / 250)
    own = transformer_of_graph(locate_weights().model).words
    np.testing.assert_allclose(word_vectors(["the"], locate_weights())[0], own[tokenizer.token_to_id("the")])


def test_words_are_the_pieces_that_begin_and_end_a_word():
    assert words_among(["port", "##ment", "[CLS]", "a", "zürich", "Rome", "1729", "!!"]) == ["1729", "port", "zürich"]
    assert words_among(["▁port", "ment", "<s>", "▁a", "▁zürich", "▁Rome", "▁", "▁-"]) == ["port", "zürich"]
    assert words_among(["Ġport", "ment", "ĠâĢĵ"]) == ["port"]


def test_an_encoder_that_hides_its_layers_is_refused():
    from dataclasses import replace

    with pytest.raises(ModelError, match="does not show its inner layers, so it cannot be fine-tuned"):
        inner_states.top_of(replace(locate_weights(), layers=()))


def test_the_recipe_is_the_mean_of_default_and_a_tuned_encoder_and_best_tries_both():
    inputs = RecipeInputs(("target",), seed=4)
    default, tuned = (member for _, member in build("finetuned", inputs).estimator.members)
    assert repr(default) == repr(build("default", inputs).estimator)
    assert (tuned.source, tuned.target, tuned.seed) == ("minilm", True, 4)
    tried = dict(build("best", inputs).estimator.candidates)
    assert repr(tried["a fine-tuned encoder"]) == repr(tuned)
    assert tried["an encoder fine-tuned with another seed"].seed == 5


def test_best_tries_a_fine_tuned_encoder_only_where_it_can_be_tuned(mpnet, monkeypatch, tmp_path):
    def names(encoder):
        return [
            name for name, _ in RECIPES["best"].make(RecipeInputs(options=RecipeOptions(encoder=encoder))).candidates
        ]

    assert "a fine-tuned encoder" in names(str(mpnet[0]))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert "mpnet is not on this machine" in inner_states.why_not_tunable("mpnet")
    assert "a fine-tuned encoder" not in names("mpnet")
