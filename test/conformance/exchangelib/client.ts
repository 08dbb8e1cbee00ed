import { spawn } from 'node:child_process';
import path from 'node:path';
import { pythonModule, systemPython, type Requirement } from '../../requirements';

export const exchangelib: Requirement = pythonModule('exchangelib', 'python3-exchangelib');

export interface ExchangelibSettings {
	endpoint: string;
	user: string;
	password: string;
	/** Whose mailbox. */
	address: string;
	accessType?: 'impersonation' | 'delegate';
	auth?: 'basic' | 'ntlm';
	version?: 'Exchange2010_SP2' | 'Exchange2013_SP1' | 'Exchange2016';
}

/**
 * Runs one scenario in a process of its own and gives what it printed.
 * @param script the file beside this one that holds the scenario
 * @throws Error with exchangelib's own traceback when the scenario fails
 */
export async function runExchangelib<T>(
	scenario: string,
	settings: ExchangelibSettings & Record<string, unknown>,
	script = 'scenarios.py',
): Promise<T> {
	const child = spawn(systemPython, [path.join(__dirname, script), scenario], {
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	child.stdin.end(JSON.stringify(settings));
	const output: Buffer[] = [];
	const errors: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
	child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
	const status = await new Promise<number | null>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	});
	if (status !== 0) {
		throw new Error(`exchangelib ${scenario} failed:\n${Buffer.concat(errors).toString()}`);
	}
	return JSON.parse(Buffer.concat(output).toString()) as T;
}
