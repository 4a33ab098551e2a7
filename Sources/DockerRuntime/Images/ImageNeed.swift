import ComposeModel
import Foundations

/// What must happen to a service's image before the service can start. Pure.
///
/// Source: Compose Specification, services, `pull_policy`.
enum ImageNeed: Hashable, Sendable {
    /// The image can be used as it is.
    case nothing
    case pull(reason: String)
    case build(reason: String)
    /// The image cannot be obtained.
    case unavailable(reason: String, remedy: String)

    /// The facts that the decision depends on.
    struct Facts: Hashable, Sendable {
        var image: String
        var isPresent: Bool
        var hasBuild: Bool
        var policy: PullPolicy?
        /// Whether it was pulled or built for this very start.
        var isFresh: Bool
        /// The time since it was last pulled or built; nil if unknown.
        var age: Duration?
    }

    init(_ facts: Facts) {
        let absent = "image \(facts.image) is not present"
        let pull = "docker pull \(QuotedValue.shell(facts.image))"
        switch facts.policy {
        case .never:
            self =
                facts.isPresent
                ? .nothing
                : .unavailable(
                    reason: "\(absent), and its pull_policy is 'never'",
                    remedy: facts.hasBuild ? "build it: docker compose build" : "pull it: \(pull)"
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
                self =
                    facts.hasBuild
                    ? .build(reason: "image \(facts.image) has not been built")
                    : .pull(reason: absent)
            }
        }
    }
}
