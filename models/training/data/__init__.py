"""What is learnt from: clips, labels, audio, feature frames, the taggers' opinion, and sounds that are no music."""
