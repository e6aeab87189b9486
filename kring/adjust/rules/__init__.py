"""Rules of adjusting: figures as they are kept, what is proposed on them, and what came of a decision."""
