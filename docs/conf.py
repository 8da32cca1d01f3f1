"""How Sphinx builds the documentation: from Markdown, docstrings and the command line, with nothing external."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent / "_extensions")]

from annotate import __version__  # noqa: E402

project = "annotate"
author = "The annotate maintainers"
copyright = author
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "commands", "library", "mathml"]
exclude_patterns = ["build"]
default_role = "code"

myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_preserve_defaults = True
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_ivar = True
python_display_short_literal_types = True

html_theme = "furo"
html_title = "annotate"
html_static_path = ["_static"]
html_css_files = ["annotate.css"]
html_show_sourcelink = False
html_copy_source = False
