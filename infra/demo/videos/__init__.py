"""Videos of the demo lessons, made on the machine that shows them: slides, narration and captions from one script."""
