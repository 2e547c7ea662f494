"""What scripts and other tools call, offered as `newsletter.NAME`: use cases as plain functions over a few values.

In: a project's folder, names, and what is to be done. Out: values, with all that is wrong with the editors' files among
them; `RefusedError` where nothing can be done. All that these values show is public too, and nothing else is: what is
behind them may change.
"""
