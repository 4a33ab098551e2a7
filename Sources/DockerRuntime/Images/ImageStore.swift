import ComposeModel
import DockerEngine
import Foundations
import Runtime
import Synchronization

/// Caches the images of services and decides whether they must be pulled or built.
final class ImageStore: Sendable {
    private struct State {
        /// By reference.
        var images: [String: ImageInspection] = [:]
        /// The start for which each service's image was last pulled or built.
        var fetched: [String: InstanceID] = [:]
        /// When each image was last pulled or built, for policies that depend on age.
        var fetchedAt: [String: ContinuousClock.Instant] = [:]
    }

    private let client: EngineClient
    private let state = Mutex(State())

    init(client: EngineClient) { self.client = client }

    /// Returns an image by its reference, or nil if the engine does not have it. The result is cached.
    func image(_ reference: String) async throws(EngineError) -> ImageInspection? {
        if let known = state.withLock({ $0.images[reference] }) { return known }
        return try await lookUp(reference)
    }

    /// Looks up an image without the cache.
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

    /// Returns whether the image of a launch is present or can be obtained.
    func availability(of launch: Launch, named reference: String) async throws(EngineError) -> Availability {
        let image = try await lookUp(reference)
        switch need(of: launch, reference, image) {
        case .nothing: return .available(image.map { Self.binary(reference, $0) })
        case .pull(let reason), .build(let reason): return .installable(reason: reason)
        case .unavailable(let reason, let remedy): return .unavailable(reason: reason, remedy: remedy)
        }
    }

    /// Returns what must happen to an image, as far as is known.
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

    /// Records that an image was pulled or built for a launch.
    func recordFetched(_ reference: String, for launch: Launch) {
        state.withLock { state in
            state.fetched[launch.instance.service] = launch.instance
            state.fetchedAt[reference] = .now
            state.images[reference] = nil
        }
    }

    /// Discards the cache.
    func forget() { state.withLock { $0.images = [:] } }

    private static func age(of image: ImageInspection) -> Duration? {
        guard let taggedNs = image.lastTagTime.flatMap({ EngineTimestamp.nanoseconds($0) }) else { return nil }
        return .nanoseconds(WallClock.nowNs - taggedNs)
    }

    /// The image in the role of a service's program.
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
