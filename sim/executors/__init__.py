"""Where pieces of work are done: in this process, in processes beside it, on a Dask cluster."""
