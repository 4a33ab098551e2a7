import ComposeModel
import OrderedCollections
import YAMLTree

// Decodes `build`.
extension ServiceDecoder {
    func build(_ node: Node) -> Build {
        var build = Build(context: node["context"]?.string ?? ".")
        build.dockerfile = node["dockerfile"]?.string
        build.dockerfileText = node["dockerfile_inline"]?.string
        build.arguments = node["args"]?.optionalTexts ?? [:]
        build.target = node["target"]?.string
        build.labels = node["labels"]?.texts ?? [:]
        build.additionalContexts = node["additional_contexts"]?.texts ?? [:]
        build.tags = node["tags"]?.strings ?? []
        build.platforms = node["platforms"]?.strings ?? []
        build.steps = steps(node)
        build.cache = cache(node)
        return build
    }

    private func steps(_ node: Node) -> BuildSteps {
        var steps = BuildSteps()
        steps.network = node["network"]?.string
        steps.extraHosts = node["extra_hosts"]?.lists ?? [:]
        steps.secrets = node["secrets"]?.items?.compactMap(fileMount) ?? []
        steps.ssh = node["ssh"]?.optionalTexts ?? [:]
        steps.sharedMemoryBytes = node["shm_size"]?.string.flatMap(ByteSizeText.parse)
        return steps
    }

    private func cache(_ node: Node) -> BuildCache {
        var cache = BuildCache()
        cache.sources = node["cache_from"]?.strings ?? []
        cache.isDisabled = node["no_cache"]?.bool ?? false
        cache.pullsBases = node["pull"]?.bool ?? false
        return cache
    }
}
