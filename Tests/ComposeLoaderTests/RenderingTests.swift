import ComposeLoader
import Diagnostics
import Testing

/// How the loader's diagnostics look to people.
@Suite struct RenderingTests {
    @Test func allProblemsOfAFileInOneGo() {
        let yaml = """
            version: "3.8"
            services:
              api:
                imge: nginx
                depends_on:
                  databse: {condition: service_heathy}
                ports: ["8080:80", "80800:81"]
              database:
                image: postgres:${TAG}
                stop_grace_period: 10
                ports: ["8080:5432"]
            """
        let expected = """
            compose.yaml:1:1: warning: 'version' is obsolete and has no effect [obsolete-key]
                   1 | version: "3.8"
                     | ^^^^^^^
                      = hint: remove it
            compose.yaml:4:5: error: unknown key 'imge' in service 'api' [unknown-key]
                   4 |     imge: nginx
                     |     ^^^^
                      = hint: did you mean 'image'?
            compose.yaml:6:7: error: service 'api' depends on 'databse', which is not defined [unknown-service]
                   6 |       databse: {condition: service_heathy}
                     |       ^^^^^^^
                      = hint: did you mean 'database'?
            compose.yaml:6:28: error: 'depends_on.databse.condition' of service 'api' must be one of \
            'service_started', 'service_healthy', 'service_completed_successfully', not 'service_heathy' [unknown-value]
                   6 |       databse: {condition: service_heathy}
                     |                            ^^^^^^^^^^^^^^
                      = hint: did you mean 'service_healthy'?
            compose.yaml:7:24: error: 'ports[1]' of service 'api' is not a port: '80800:81' [bad-port]
                   7 |     ports: ["8080:80", "80800:81"]
                     |                        ^^^^^^^^^^
                      = hint: ports range from 1 to 65535
            compose.yaml:9:21: warning: the variable 'TAG' is not set; using an empty value [unset-variable]
                   9 |     image: postgres:${TAG}
                     |                     ^^^^^^
                      = hint: set it, or add a default: ${TAG:-default}
            compose.yaml:10:24: error: 'stop_grace_period' of service 'database' must be a duration such as '30s', \
            not a number [wrong-type]
                  10 |     stop_grace_period: 10
                     |                        ^^
                      = hint: give a unit: '10s'
            compose.yaml:11:13: warning: the host's port 8080/tcp is published by 'api' and 'database' [port-conflict]
                  11 |     ports: ["8080:5432"]
                     |             ^^^^^^^^^^^
                      = note: compose.yaml:7:13: first published here
                      = hint: only one can run at a time; change the port of one
            5 errors

            """
        let renderer = DiagnosticRenderer(color: false) { $0 == "compose.yaml" ? yaml : nil }
        #expect(renderer.render(Loading(yaml).diagnostics()) == expected)
    }
}
