"""Claude as a column mapper: a second opinion on exports that no adapter knows.

    import sentinel
    from sentinel.ai import claude

    suggestion = sentinel.suggest_mapping("items.csv", mapper=claude())

It is asked only where a caller names it, and sees headers and the shapes of values; values only
with `claude(values=True)`, and never those of columns about people. `payload` shows what would be
sent. The network is touched by the extra `ai` alone: `pip install 'profit-sentinel[ai]'`.
"""

from sentinel.ai.mapper import claude, mapper_of, payload

__all__ = ["claude", "mapper_of", "payload"]
