"""Drawing over pictures: canvas, typesetting, figure, panels, screens, and the video of them."""
