"""LeakBench: simulated stores with planted leaks, their true state, and a scorer."""

from .score import Score, score
from .simulator import Simulation, simulate

__all__ = ["Score", "Simulation", "score", "simulate"]
