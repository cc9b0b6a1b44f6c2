"""Rendered people with exact angles, filmed by a virtual camera.

For developers only: sample clips, regression tests and the accuracy benchmark are made with it.
See docs/studio.md. Nothing of formcheck itself imports this package.
"""
