package import OrderedCollections

/// A program that provides a service without a container. Source: Compose Specification, services, `provider`.
package struct Provider: Hashable, Sendable {
    /// The program: `docker-<type>` or `<type>` in the search path, or a path.
    package var type: String
    /// The options, each with its values in file order; passed as `--name=value`.
    package var options: OrderedDictionary<String, [String]>

    package init(type: String, options: OrderedDictionary<String, [String]> = [:]) {
        self.type = type
        self.options = options
    }
}
