"""Roads of OpenStreetMap as networks.

From a raw extract (`extract`), a graph saved by OSMnx (`graphml`), a layer of
edges (`layers`) or a place asked for over the internet (`online`); `reading`
recognises a file by what is in it. What a tag means for a car or a bicycle
stands in one place, `rules`.
"""
