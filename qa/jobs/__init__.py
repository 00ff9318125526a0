"""Background work. ``companion`` is what the application uses; only the worker's own process imports the job engine."""
