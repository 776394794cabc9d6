"""Start the whole product on one machine: prepare what is missing, then run web, worker and scheduler side by side."""
