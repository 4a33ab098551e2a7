package import OrderedCollections

/// A program that brings a service which is no container. Source: Compose Specification, services, `provider`.
package struct Provider: Hashable, Sendable {
    /// The program: `docker-<type>` or `<type>` in the search path, or a path.
    package var type: String
    /// Options, each with its values in the order of the file; passed as `--name=value`.
    package var options: OrderedDictionary<String, [String]>

    /// A provider without options, unless said otherwise.
    package init(type: String, options: OrderedDictionary<String, [String]> = [:]) {
        self.type = type
        self.options = options
    }
}
