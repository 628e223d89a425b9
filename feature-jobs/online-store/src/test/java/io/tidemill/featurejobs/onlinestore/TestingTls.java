package io.tidemill.featurejobs.onlinestore;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Speaks TLS in front of a Redis, with a certificate that is good for 127.0.0.1 alone. */
final class TestingTls implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final ServerSocket listening;
    private final Path certificate;
    private final int redis;

    private TestingTls(ServerSocket listening, Path certificate, int redis) {
        this.listening = listening;
        this.certificate = certificate;
        this.redis = redis;
    }

    /** @param folder for the key and the certificate */
    static TestingTls before(int redis, Path folder) throws Exception {
        Path keys = folder.resolve("redis.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=redis",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool ended with " + keytool.exitValue());
        }
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        Path certificate = Files.writeString(
                folder.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(store.getCertificate("redis").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        TestingTls tls = new TestingTls(
                context(store).getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                certificate,
                redis);
        start(tls::accept);
        return tls;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The certificate in PEM; it signed itself. */
    Path certificate() {
        return certificate;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private static SSLContext context(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), redis);
                start(() -> copy(client, server));
                start(() -> copy(server, client));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException ended) {
            // By either side: the client then sees it.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "testing-tls");
        thread.setDaemon(true);
        thread.start();
    }
}
