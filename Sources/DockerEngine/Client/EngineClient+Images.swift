extension EngineClient {
    /// Returns an image by its reference or id. Throws `notFound`.
    package func inspectImage(_ reference: String) async throws(EngineError) -> ImageInspection {
        try await value(ImageInspection.self, EngineRequest(.get, "/images/", reference, "/json"))
    }
}

// MARK: Pulling and building

extension EngineClient {
    /// Pulls an image. The stream ends when the image is present. It throws `pullDenied`, `registryUnreachable`, `notFound`,
    /// `noSpace` and others.
    ///
    /// - Parameters:
    ///   - platform: `os[/architecture[/variant]]`.
    ///   - credentials: see ``RegistryLogins``.
    package func pullImage(
        _ reference: String,
        platform: String? = nil,
        credentials: RegistryCredentials? = nil
    ) async throws(EngineError) -> EngineStream<PullProgress> {
        let image = ImageReference(reference)
        var request = EngineRequest(.post, "/images/create", query: [("fromImage", image.name), ("tag", image.tag)])
        if let platform { request.query.append(("platform", platform)) }
        if let credentials { request.headers.append(("X-Registry-Auth", try credentials.header())) }
        let timing = timing(head: timeouts.streamIdle, body: .idle(timeouts.streamIdle))
        let body = try await open(request, timing).body
        return EngineStream(
            body,
            decoder: JSONLinesDecoder<StreamMessage, PullProgress> { message throws(EngineError) in
                try message.progress()
            }
        )
    }

    /// Builds an image. The stream ends when the image exists, and throws `buildFailed` if a step fails.
    package func buildImage(
        _ build: BuildRequest,
        context: BuildContext
    ) async throws(EngineError) -> EngineStream<BuildOutput> {
        let usesBuildKit = try await usesBuildKit(build, context)
        var request = EngineRequest(.post, "/build")
        request.query = try build.query(dockerfile: context.dockerfilePath, usesBuildKit: usesBuildKit)
        request.body = .stream(context.archive(), type: "application/x-tar")
        if !build.credentials.isEmpty {
            request.headers.append(("X-Registry-Config", try RegistryCredentials.header(build.credentials)))
        }
        let timing = timing(head: timeouts.streamIdle, body: .idle(timeouts.streamIdle))
        return EngineStream(try await open(request, timing).body, decoder: BuildDecoder())
    }

    private func usesBuildKit(_ build: BuildRequest, _ context: BuildContext) async throws(EngineError) -> Bool {
        switch build.builder {
        case .classic: return false
        case .buildKit: return true
        case .automatic:
            let engine = try await info()
            // Podman builds everything with Buildah and ignores the builder version.
            guard !engine.isPodman else { return false }
            if DockerfileFeatures.needsBuildKit(context.dockerfileText) { return true }
            return engine.builderVersion == "2" && build.credentials.isEmpty
        }
    }
}
