// Two servers with one PostgreSQL database and one Redis, behind a reverse proxy.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server as Listener, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from './charla.ts';
import { Server } from './server.ts';

const postgres = resolve(import.meta.dirname, '../../build/postgres.sh');

/** Options of a browser context whose requests the proxy forwards to the second server. */
export const AT_THE_SECOND = { userAgent: 'at the second' };

export class Several {
  private readonly proxy = new ReverseProxy();
  private readonly postgres = new Program();
  private redisPort = 0;
  readonly redis = new Program();
  readonly servers: Server[] = [];

  get url(): string {
    return `http://127.0.0.1:${this.proxy.port}`;
  }

  async start(): Promise<void> {
    await this.proxy.open();
    const postgresPort = await freePort();
    this.redisPort = await freePort();
    const options = [`${postgresPort}`, '-c', 'fsync=off'];
    await Promise.all([this.postgres.start(postgres, options, postgresPort), this.redisComes()]);
    // PostgreSQL listens before it is ready.
    await expect(() => promisify(execFile)('pg_isready', ['-h', '127.0.0.1', '-p', `${postgresPort}`])).toPass();
    const settings = {
      CHARLA_DATABASE_URL: `postgres://charla@127.0.0.1:${postgresPort}/postgres`,
      CHARLA_REDIS_URL: `redis://127.0.0.1:${this.redisPort}`,
      CHARLA_PUBLIC_URL: this.url,
    };
    this.servers.push(await Server.start(settings, await freePort()));
    this.servers.push(await Server.beside(settings, await freePort()));
    this.proxy.forwardsTo(this.servers);
    await this.hearEachOther();
  }

  async redisComes(): Promise<void> {
    const options = ['--port', `${this.redisPort}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    await this.redis.start('redis-server', options, this.redisPort);
  }

  async hearEachOther(): Promise<void> {
    for (const server of this.servers) {
      const state = async () => (await (await fetch(`${server.url}/readyz`)).json()).redis;
      await expect.poll(state).toBe('ok');
    }
  }

  async end(): Promise<void> {
    await this.proxy.close();
    await Promise.all(this.servers.map((server) => server.remove()));
    await Promise.all([this.redis.end(), this.postgres.end()]);
  }
}

/** A process that listens on a port. */
class Program {
  private process?: ChildProcess;

  async start(command: string, options: string[], port: number): Promise<void> {
    this.process = spawn(command, options, { stdio: 'ignore' });
    await expect(async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect').finally(() => socket.destroy());
    }).toPass();
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }
}

/** A TCP reverse proxy. If a server is down, it forwards to the other one. */
class ReverseProxy {
  private readonly listener: Listener = createServer((client) => this.forward(client));
  private readonly sockets = new Set<Socket>();
  private servers: Server[] = [];

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  async open(): Promise<void> {
    await once(this.listener.listen(0, '127.0.0.1'), 'listening');
  }

  forwardsTo(servers: Server[]): void {
    this.servers = servers;
  }

  async close(): Promise<void> {
    const closed = once(this.listener, 'close');
    this.listener.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private forward(client: Socket): void {
    this.keep(client);
    client.once('data', (first) => {
      client.pause();
      const servers = first.includes(AT_THE_SECOND.userAgent) ? [...this.servers].reverse() : this.servers;
      this.join(client, first, servers);
    });
  }

  private join(client: Socket, first: Buffer | string, [server, ...others]: Server[]): void {
    if (!server) return void client.destroy();
    const { hostname, port } = new URL(server.url);
    const connection = this.keep(connect(Number(port), hostname));
    let isConnected = false;
    connection.once('connect', () => {
      isConnected = true;
      connection.write(first);
      connection.pipe(client).pipe(connection);
    });
    connection.once('close', () => (isConnected ? client.destroy() : this.join(client, first, others)));
    client.once('close', () => connection.destroy());
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}
