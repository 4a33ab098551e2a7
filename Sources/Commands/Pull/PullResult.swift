import ControlAPI
import Subset

/// The output of `cpadev pull --json`.
struct PullResult: Encodable {
    var pull: PullOutcome
    /// The result of loading the set; nil if it was only made.
    var load: DataOutcome?
}
