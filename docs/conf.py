"""Sphinx configuration. What the code declares is told by the code: see `_ext/declared.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from sentinel import __version__

project = "Sentinel"
author = "The Sentinel authors"
copyright = "The Sentinel authors"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "declared"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"Sentinel {version}"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "separated"
default_role = "code"  # docstrings write code as Markdown does
