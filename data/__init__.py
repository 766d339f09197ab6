"""Where frames come from: the workspace, its catalogue, immutable snapshots, facts and frames."""
