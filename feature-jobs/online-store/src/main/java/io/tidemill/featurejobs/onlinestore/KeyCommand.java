package io.tidemill.featurejobs.onlinestore;

import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A command about one key, which says where in a cluster it goes. */
final class KeyCommand {
    private final byte[] key;
    private final Protocol.Command command;
    private final byte[][] arguments;

    /** @param arguments all of them, the key in its place */
    KeyCommand(byte[] key, Protocol.Command command, byte[]... arguments) {
        this.key = key;
        this.command = command;
        this.arguments = arguments;
    }

    int slot() {
        return JedisClusterCRC16.getSlot(key);
    }

    void send(Connection connection) {
        connection.sendCommand(command, arguments);
    }
}
