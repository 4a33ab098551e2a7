/// The source of an interpolation variable's value.
package enum VariableSource: Hashable, Sendable {
    /// An env file, by its displayed name.
    case file(String)
    /// The caller's environment.
    case environment
    /// The loader: the project's name, and the working directory if the environment lacks `PWD`.
    case loader
}
