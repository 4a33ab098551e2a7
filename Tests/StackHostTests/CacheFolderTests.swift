import Glibc
import Testing

@testable import StackHost

@Suite struct CacheFolderTests {
    @Test func theVariableNamesIt() {
        #expect(
            CacheFolder.path(["CPADEV_CACHE_DIR": "/fast/cache", "HOME": "/home/me"], from: "/project") == "/fast/cache"
        )
        #expect(CacheFolder.path(["CPADEV_CACHE_DIR": "cache"], from: "/project") == "/project/cache")
    }

    @Test(.enabled(if: geteuid() != 0)) func withoutAHomeItIsThatOfTheUserDatabase() {
        #expect(CacheFolder.path([:], from: "/project") == "\(CallerEnvironment.home)/.cache/cpadev")
        #expect(CacheFolder.path(["XDG_CACHE_HOME": "relative", "HOME": "/h"], from: "/project") == "/h/.cache/cpadev")
        #expect(CacheFolder.path(["XDG_CACHE_HOME": "/x", "HOME": "/h"], from: "/project") == "/x/cpadev")
    }

    @Test func itIsNeverSharedWithOtherUsers() {
        for environment in [[:], ["HOME": ""], ["XDG_CACHE_HOME": ""]] {
            #expect(!CacheFolder.path(environment, from: "/project").hasPrefix("/tmp"))
        }
    }
}
