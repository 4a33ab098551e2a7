import ComposeModel
import DockerEngine
import Runtime
import Synchronization

/// Looks at the images that services need, and fetches or builds them.
final class ImageStore: Sendable {
    private struct State {
        /// By reference.
        var images: [String: ImageInspection] = [:]
        /// For which start of a service its image was fetched or built last.
        var fetched: [String: InstanceID] = [:]
        /// When, for policies that go by age.
        var fetchedAt: [String: ContinuousClock.Instant] = [:]
    }

    private let client: EngineClient
    private let state = Mutex(State())

    init(client: EngineClient) { self.client = client }

    /// An image by its reference; nil where the engine does not have it. Asked for once.
    func image(_ reference: String) async throws(EngineError) -> ImageInspection? {
        if let known = state.withLock({ $0.images[reference] }) { return known }
        return try await lookUp(reference)
    }

    /// The same, asked for anew.
    func lookUp(_ reference: String) async throws(EngineError) -> ImageInspection? {
        do {
            let image = try await client.inspectImage(reference)
            state.withLock { $0.images[reference] = image }
            return image
        } catch  where error.code == .notFound {
            state.withLock { $0.images[reference] = nil }
            return nil
        }
    }

    /// Whether the image of a launch is there, or what would get it.
    func availability(of launch: Launch, named reference: String) async throws(EngineError) -> Availability {
        let image = try await lookUp(reference)
        switch need(of: launch, reference, image) {
        case .nothing: return .available(image.map { Self.binary(reference, $0) })
        case .pull(let reason), .build(let reason): return .installable(reason: reason)
        case .unavailable(let reason, let remedy): return .unavailable(reason: reason, remedy: remedy)
        }
    }

    /// What has to be done about an image, as far as it is known.
    func need(of launch: Launch, _ reference: String, _ image: ImageInspection?) -> ImageNeed {
        let (fetched, fetchedAt) = state.withLock { ($0.fetched[launch.instance.service], $0.fetchedAt[reference]) }
        return ImageNeed(
            ImageNeed.Facts(
                image: reference,
                isPresent: image != nil,
                hasBuild: launch.service.build != nil,
                policy: launch.service.container.pullPolicy,
                isFresh: fetched == launch.instance,
                age: fetchedAt.map { .now - $0 } ?? image.flatMap(Self.age)
            )
        )
    }

    /// Takes note that an image was fetched or built for a launch.
    func noteFetched(_ reference: String, for launch: Launch) {
        state.withLock { state in
            state.fetched[launch.instance.service] = launch.instance
            state.fetchedAt[reference] = .now
            state.images[reference] = nil
        }
    }

    /// Looks at everything afresh next time.
    func forget() { state.withLock { $0.images = [:] } }

    private static func age(of image: ImageInspection) -> Duration? {
        guard let taggedNs = image.lastTagTime.flatMap({ EngineTimestamp.nanoseconds($0) }) else { return nil }
        return .nanoseconds(wallClockNanoseconds() - taggedNs)
    }

    /// The image as the program that runs.
    private static func binary(_ reference: String, _ image: ImageInspection) -> Availability.Binary {
        let labels = image.config?.labels ?? [:]
        let digest = image.id.split(separator: ":").last ?? ""
        return Availability.Binary(
            path: reference,
            version: labels["org.opencontainers.image.version"] ?? String(digest.prefix(12)),
            difference: labels[ComposeLabels.contents]
        )
    }
}
