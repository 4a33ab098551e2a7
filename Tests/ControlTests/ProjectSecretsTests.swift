import ComposeModel
import LogAnalysis
import OrderedCollections
import Testing

@testable import StackService

@Suite struct ProjectSecretsTests {
    @Test func variablesOfEverythingThatAServiceRunsAreMasked() {
        var service = Service(name: "app")
        service.environment["APP_PASSWORD"] = "of-the-service"
        service.build = Build(context: ".")
        service.build?.arguments["NPM_TOKEN"] = "of-the-build"
        var step = Service(name: "app")
        step.environment["STEP_PASSWORD"] = "of-the-step"
        service.preStart = [PreStartStep(definition: step)]
        var hook = LifecycleHook(command: ["true"])
        hook.environment["HOOK_PASSWORD"] = "of-the-hook"
        service.postStart = [hook]
        hook.environment = ["STOP_PASSWORD": "of-the-last-hook"]
        service.preStop = [hook]
        service.settings.probe = .http(port: 80, path: "/", headers: ["X-Api-Key": "of-the-probe"], statuses: [])
        var project = Project(name: "test", directory: "/project")
        project.services["app"] = service
        let masker = SecretMasker(project)
        for value in ["service", "build", "step", "hook", "last-hook", "probe"] {
            #expect(!masker.mask("it says of-the-\(value) here").contains("of-the-\(value) "), "\(value)")
        }
    }

    @Test func whatAProviderOffersIsMaskedAlsoOnceItOffersSomethingElse() {
        let (secrets, project) = (ProjectSecrets(), Project(name: "test", directory: "/project"))
        let line = "logged in with of-the-provider-1 and of-the-provider-2"
        let first = secrets.masker(for: project, offering: ["DB_PASSWORD": "of-the-provider-1", "DB_USER": "somebody"])
        #expect(first.mask(line) == "logged in with •••• and of-the-provider-2")
        #expect(first.mask("I am somebody") == "I am somebody")
        let second = secrets.masker(for: project, offering: ["DB_PASSWORD": "of-the-provider-2"])
        #expect(second.mask(line) == "logged in with •••• and ••••")
    }
}
