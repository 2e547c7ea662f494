"""The drawings of the example's four illustrations: `python -m issues.images.draw` in the project's folder.

In: nothing but these scripts and Pillow. Out: four PNG files of 1280 × 640 pixels beside this folder.
"""
