// Starts a server for one test: on a free port, with a new database and the imported data set.

import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
/** Folder of the build; an optimised one if CHARLA_BUILD is set. */
const build = join(root, process.env.CHARLA_BUILD ?? 'target/quick');
const program = join(build, 'charla');
/** Folder of the client's files, if they are of another build. */
const site = process.env.CHARLA_SITE ? join(root, process.env.CHARLA_SITE) : join(build, 'site');
const dataset = join(root, 'server/tests/fixtures/dataset.json');

export class Server {
  private process?: ChildProcess;

  private constructor(
    private readonly folder: string,
    private readonly settings: NodeJS.ProcessEnv,
    public url: string,
  ) {}

  /** Starts a server with the data set. A server behind a proxy needs a fixed port. */
  static async start(settings: NodeJS.ProcessEnv = {}, port = 0): Promise<Server> {
    return Server.filled(['import', '--keep-password', dataset], settings, port);
  }

  /** Starts a server on which all users must replace the password of the data set. */
  static async firstDay(): Promise<Server> {
    return Server.filled(['import', dataset], {}, 0);
  }

  /** Starts a server with `count` more conversations for Ana, each with one message of another user, a minute apart. */
  static async crowded(count: number): Promise<Server> {
    const data = JSON.parse(await readFile(dataset, 'utf8'));
    for (let n = 0; n < count; n += 1) {
      const id = 1_000 + n;
      const created_at = new Date(Date.UTC(2024, 0, 1) + n * 60_000).toISOString();
      data.users.push({ id, username: `persona${n}`, first_name: 'Persona', last_name: String(n), email: '' });
      data.conversations.push({ id, participans: [1, id], created_at });
      data.messages.push({ id, conversation: id, sender: id, content: `mensaje ${n}`, is_read: true, created_at });
    }
    const folder = await mkdtemp(join(tmpdir(), 'charla-'));
    try {
      await writeFile(join(folder, 'dataset.json'), JSON.stringify(data));
      return await Server.filled(['import', '--keep-password', join(folder, 'dataset.json')], {}, 0);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** Starts a server with the data of `charla demo`. */
  static async demo(): Promise<Server> {
    return Server.filled(['demo'], {}, 0);
  }

  /** Starts a second server on the database of another one, without importing: data cannot be imported while it is
   * served. */
  static async beside(settings: NodeJS.ProcessEnv, port: number): Promise<Server> {
    const server = await Server.made(settings, port);
    await server.up();
    return server;
  }

  private static async filled(by: string[], settings: NodeJS.ProcessEnv, port: number): Promise<Server> {
    const server = await Server.made(settings, port);
    await promisify(execFile)(program, by, { env: server.environment('127.0.0.1:0') });
    await server.up();
    return server;
  }

  private static async made(settings: NodeJS.ProcessEnv, port: number): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'charla-'));
    return new Server(folder, settings, `http://127.0.0.1:${port}`);
  }

  /** Starts the server; after `down` on the same port. */
  async up(): Promise<void> {
    const address = this.url.replace('http://', '');
    const child = spawn(program, ['serve'], { env: this.environment(address), stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    const log: string[] = [];
    for await (const line of createInterface({ input: child.stderr! })) {
      log.push(line);
      const known = /serving (http:\/\/\S+)/.exec(line)?.[1];
      if (known) {
        if (this.url.endsWith(':0')) this.url = known;
        child.stderr!.resume();
        return;
      }
    }
    throw new Error(`the server did not start:\n${log.join('\n')}`);
  }

  async down(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }

  /** Suspends the process: it accepts connections without answering, until `goesOn`. */
  stalls(): void {
    this.process?.kill('SIGSTOP');
  }

  goesOn(): void {
    this.process?.kill('SIGCONT');
  }

  /** Copies the database; only while the server is down. */
  async backsUp(): Promise<void> {
    await copyFile(join(this.folder, 'charla.db'), join(this.folder, 'backup.db'));
  }

  /** Restores the copy; only while the server is down. */
  async isSetBack(): Promise<void> {
    await copyFile(join(this.folder, 'backup.db'), join(this.folder, 'charla.db'));
  }

  async remove(): Promise<void> {
    await this.down();
    await rm(this.folder, { recursive: true, force: true });
  }

  private environment(address: string): NodeJS.ProcessEnv {
    return {
      ...process.env,
      CHARLA_ADDR: address,
      CHARLA_DATABASE_URL: `sqlite:${join(this.folder, 'charla.db')}`,
      CHARLA_SITE_ROOT: site,
      NO_COLOR: '1',
      ...this.settings,
    };
  }
}
