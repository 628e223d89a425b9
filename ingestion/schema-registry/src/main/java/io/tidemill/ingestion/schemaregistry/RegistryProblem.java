package io.tidemill.ingestion.schemaregistry;

/** A request that is answered with one of Confluent's error codes. */
final class RegistryProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;

    private RegistryProblem(int status, int code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static RegistryProblem noSubject(String subject) {
        return new RegistryProblem(404, 40401, "Subject '" + subject + "' not found.");
    }

    static RegistryProblem noVersion(String version) {
        return new RegistryProblem(404, 40402, "Version " + version + " not found.");
    }

    static RegistryProblem noSchema(String what) {
        return new RegistryProblem(404, 40403, what + " not found");
    }

    static RegistryProblem subjectDeleted(String subject) {
        return new RegistryProblem(
                404, 40404, "Subject '" + subject + "' was soft deleted. Set permanent=true to delete permanently");
    }

    static RegistryProblem subjectNotDeleted(String subject) {
        return new RegistryProblem(
                404, 40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
    }

    static RegistryProblem versionDeleted(String subject, int version) {
        return new RegistryProblem(
                404,
                40406,
                "Subject '" + subject + "' Version " + version
                        + " was soft deleted. Set permanent=true to delete permanently");
    }

    static RegistryProblem versionNotDeleted(String subject, int version) {
        return new RegistryProblem(
                404,
                40407,
                "Subject '" + subject + "' Version " + version
                        + " was not deleted first before being permanently deleted");
    }

    static RegistryProblem noCompatibility(String subject) {
        return new RegistryProblem(
                404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static RegistryProblem noMode(String subject) {
        return new RegistryProblem(404, 40409, "Subject '" + subject + "' does not have subject-level mode configured");
    }

    static RegistryProblem invalidSchema(String detail) {
        return new RegistryProblem(422, 42201, "Invalid schema: " + detail);
    }

    static RegistryProblem invalidVersion(String version) {
        return new RegistryProblem(
                422,
                42202,
                "The specified version '" + version + "' is not a valid version id: expected a number of 1 or more,"
                        + " or latest");
    }

    static RegistryProblem invalidCompatibility(String level) {
        return new RegistryProblem(
                422, 42203, "Invalid compatibility level " + level + ": expected one of " + Compatibility.names());
    }

    static RegistryProblem invalidMode(String mode) {
        return new RegistryProblem(422, 42204, "Invalid mode " + mode + ": expected READWRITE or READONLY");
    }

    static RegistryProblem notPermitted(String detail) {
        return new RegistryProblem(422, 42205, "Operation not permitted: " + detail);
    }

    static RegistryProblem incompatible(String detail) {
        return new RegistryProblem(409, 409, detail);
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }
}
