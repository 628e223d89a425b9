package io.tidemill.infra.httpserver.access;

import java.util.EnumSet;
import java.util.Set;

/** Who may call a route. Every route declares it. */
public sealed interface Access {
    /** Those with one of these roles; an admin always. */
    static Access of(Role first, Role... others) {
        return new Roles(EnumSet.of(first, others));
    }

    /**
     * Everyone, without a token.
     *
     * @param because why that is safe
     */
    static Access open(String because) {
        return new Open(because);
    }

    /** Whether this caller may. */
    boolean allows(Caller caller);

    /** Those with one of the roles; an admin always. */
    record Roles(Set<Role> roles) implements Access {
        public Roles {
            if (roles.isEmpty()) {
                throw new IllegalArgumentException("roles: expected one or more");
            }
            roles = Set.copyOf(roles);
        }

        @Override
        public boolean allows(Caller caller) {
            return roles.stream().anyMatch(caller::has);
        }
    }

    /** Everyone, without a token, because of something. */
    record Open(String because) implements Access {
        public Open {
            if (because.isBlank()) {
                throw new IllegalArgumentException("an open route says why it is open");
            }
        }

        @Override
        public boolean allows(Caller caller) {
            return true;
        }
    }
}
