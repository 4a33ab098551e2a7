/// What tells the stack of a named environment, such as `demo`, from the project's own: its name and its state folder end
/// with the environment's name.
package enum EnvironmentSuffix {
    /// Appends the suffix of an environment, unless the text has it already.
    /// - Parameter environment: The environment's name; nil for the project's own stack.
    package static func adding(_ environment: String?, to text: String) -> String {
        guard let environment, !text.hasSuffix("-\(environment)") else { return text }
        return "\(text)-\(environment)"
    }
}
