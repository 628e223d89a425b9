package io.tidemill.infra.httpserver.access;

import java.util.Objects;
import java.util.Set;

/**
 * Who sent a request.
 *
 * @param subject the person or program, as the token names it
 * @param tenant the store or brand it acts for
 * @param roles what it may do
 */
public record Caller(String subject, String tenant, Set<Role> roles) {
    /** The tenant of installations that have only one. */
    public static final String DEFAULT_TENANT = "default";

    public Caller {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(tenant, "tenant");
        roles = Set.copyOf(roles);
    }

    /** The caller of an open route that sent no token. */
    public static Caller anonymous() {
        return new Caller("anonymous", DEFAULT_TENANT, Set.of());
    }

    /** Whether the caller has this role, or is an admin. */
    public boolean has(Role role) {
        return roles.contains(role) || roles.contains(Role.ADMIN);
    }

    /** Whether the caller may act for this tenant: its own, or any for an admin. */
    public boolean mayActFor(String otherTenant) {
        return tenant.equals(otherTenant) || roles.contains(Role.ADMIN);
    }
}
