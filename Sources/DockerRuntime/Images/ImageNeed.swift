import ComposeModel

/// What has to be done about a service's image before it can start.
///
/// Pure. Source: Compose Specification, services, `pull_policy`.
enum ImageNeed: Hashable, Sendable {
    /// It is there.
    case nothing
    case pull(reason: String)
    case build(reason: String)
    /// It cannot be had.
    case unavailable(reason: String, remedy: String)

    /// What is known of an image.
    struct Facts: Hashable, Sendable {
        var image: String
        var isPresent: Bool
        var hasBuild: Bool
        var policy: PullPolicy?
        /// It was fetched or built for this very start.
        var isFresh: Bool
        /// How long ago it was last fetched; nil where nobody knows.
        var age: Duration?
    }

    init(_ facts: Facts) {
        let absent = "image \(facts.image) is not here"
        switch facts.policy {
        case .never:
            self =
                facts.isPresent
                ? .nothing
                : .unavailable(
                    reason: "\(absent), and its pull_policy is 'never'",
                    remedy: facts.hasBuild ? "build it: docker compose build" : "fetch it: docker pull \(facts.image)"
                )
        case .missing:
            self = facts.isPresent ? .nothing : .pull(reason: absent)
        case .always:
            self = facts.isPresent && facts.isFresh ? .nothing : .pull(reason: "its pull_policy is 'always'")
        case .build where !facts.hasBuild:
            self =
                facts.isPresent
                ? .nothing
                : .unavailable(
                    reason: "\(absent), its pull_policy is 'build', and it has no build",
                    remedy: "give the service a 'build', or another 'pull_policy'"
                )
        case .build:
            self = facts.isPresent && facts.isFresh ? .nothing : .build(reason: "its pull_policy is 'build'")
        case .refresh(let period):
            if !facts.isPresent {
                self = .pull(reason: absent)
            } else if facts.isFresh || facts.age.map({ $0 < period }) ?? false {
                self = .nothing
            } else {
                self = .pull(reason: "image \(facts.image) is older than its pull_policy allows")
            }
        case nil:
            if facts.isPresent {
                self = .nothing
            } else {
                self = facts.hasBuild ? .build(reason: "image \(facts.image) is not built") : .pull(reason: absent)
            }
        }
    }
}
