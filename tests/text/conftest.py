"""What tests of speakers share."""

import pytest


@pytest.fixture(scope="session")
def named_first():
    """A paragraph of each language before a sentence, so that somebody else spoke last."""
    return {
        "de": "Frida Moll ist Wirtin. „Na ja“, sagte Frida Moll.",
        "es": "Marta Lund es alcaldesa. «No», dijo Marta Lund.",
        "fr": "Rose Lund est maire. « Non », dit Rose Lund.",
        "it": "Rosa Lund è sindaca. «No», ha detto Rosa Lund.",
        "pt": 'Rosa Lund é prefeita. "Não", disse Rosa Lund.',
    }
