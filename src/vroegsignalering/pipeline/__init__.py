"""The stages in order, one call each: from register files to a bundle of evidence, in :mod:`.run`.

The only room that hands results to the door. It speaks (progress, one line per stage); the rooms below are silent.
Nothing is imported here: a worker that reads a shard, or a command that only takes a lock, needs no models.
"""
