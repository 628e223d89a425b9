package io.tidemill.ingestion.lakeversions.erasure;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** What another module keeps of persons beside the tables; it is erased with their rows, and the proof covers it. */
public interface PersonalStore {
    /** Its name in reports; none that a table can have. */
    String name();

    /**
     * Erases what is a person's, and looks for what is left of them. May be broken off anywhere and begun again, and be
     * called while others write.
     */
    Erased erase(Person person) throws IOException, SQLException;

    /**
     * What was done, and what was found after it.
     *
     * @param removed how many entries of the person are gone
     * @param searched how many entries the proof looked at
     * @param left where the person is still mentioned; empty is the proof
     * @param shared what was the person's and stays, because it is another's too
     */
    record Erased(long removed, int searched, List<String> left, List<String> shared) {
        public Erased {
            left = List.copyOf(left);
            shared = List.copyOf(shared);
        }
    }
}
