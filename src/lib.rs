//! Evaluate and explain Matrix push rules.
