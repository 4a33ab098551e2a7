import ComposeModel
import Glibc
import Runtime
import StateFiles

// MARK: Data directories
extension NativeConfiguration {
    /// Creates the service's data directory, accessible to the current user only. A launcher that drops root hands it
    /// over to the server's user, who can reach it because the parent directories are traversable.
    func createDataDirectory(of service: Service) throws(RuntimeError) {
        do throws(StateFileError) {
            let data = if let openDataDirectory { openDataDirectory } else { try OwnedDirectory(path: dataDirectory) }
            // The service is given the path.
            try CreatedFolders(in: data).make(service.name, owner: .anyone).checkPath()
        } catch {
            throw RuntimeError(
                .stateUnwritable,
                error.message,
                remedy: error.code == .system(ENOSPC)
                    ? "free space on that disk" : error.remedy ?? "check the owner and mode of \(dataDirectory)"
            )
        }
    }
}
