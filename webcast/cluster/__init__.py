"""Work on several machines, by Dask: :mod:`webcast.cluster.session` alone imports it, and only once it is used."""
