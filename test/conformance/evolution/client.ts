import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { systemPython, type Requirement } from '../../requirements';

const BACKEND = '/usr/lib/evolution-data-server/calendar-backends/libecalbackendews.so';
const INTROSPECTION =
	"import gi; gi.require_version('ECal', '2.0'); from gi.repository import ECal";

export const evolution: Requirement = {
	name: 'the Debian packages evolution-ews, evolution-data-server, gir1.2-ecal-2.0, python3-gi and dbus',
	met: () =>
		existsSync(BACKEND) &&
		existsSync('/usr/bin/dbus-run-session') &&
		spawnSync(systemPython, ['-c', INTROSPECTION]).status === 0,
};

export interface EvolutionSettings {
	endpoint: string;
	user: string;
	password: string;
	/** Whose mailbox. */
	address: string;
	/** Somebody to invite. */
	guest: string;
}

export type Step = { step: string } & Record<string, unknown>;

/**
 * Runs the scenario on a session bus and in a home folder of its own.
 * @param onStep called after each step, while Evolution goes on
 * @throws Error with what was written to stderr when a step fails
 */
export async function runEvolution(
	settings: EvolutionSettings,
	onStep: (step: Step) => void,
): Promise<Map<string, Step>> {
	const home = await mkdtemp(path.join(tmpdir(), 'evolution-'));
	await mkdir(path.join(home, 'run'), { mode: 0o700 });
	const script = path.join(__dirname, 'scenario.py');
	const child = spawn('/usr/bin/dbus-run-session', ['--', systemPython, script], {
		stdio: ['pipe', 'pipe', 'pipe'],
		env: {
			PATH: '/usr/bin:/bin',
			LANG: 'C.UTF-8',
			HOME: home,
			PYTHONDONTWRITEBYTECODE: '1',
			XDG_CONFIG_HOME: path.join(home, 'config'),
			XDG_DATA_HOME: path.join(home, 'data'),
			XDG_CACHE_HOME: path.join(home, 'cache'),
			XDG_RUNTIME_DIR: path.join(home, 'run'),
			GSETTINGS_BACKEND: 'keyfile',
			GIO_USE_VFS: 'local',
		},
	});
	child.stdin.end(JSON.stringify(settings));
	const errors: Buffer[] = [];
	child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
	const steps = new Map<string, Step>();
	createInterface({ input: child.stdout }).on('line', (line) => {
		const step = JSON.parse(line) as Step;
		steps.set(step.step, step);
		onStep(step);
	});
	try {
		const status = await new Promise<number | null>((resolve, reject) => {
			child.on('error', reject);
			child.on('close', resolve);
		});
		if (status !== 0) {
			throw new Error(`Evolution failed:\n${Buffer.concat(errors).toString()}`);
		}
	} finally {
		child.kill();
		await rm(home, { recursive: true, force: true, maxRetries: 5 });
	}
	return steps;
}
