import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { environmentForNpm } from '../../scripts/lib/npm.mjs';
import { repositoryRoot } from '../requirements';

const run = promisify(execFile);

/**
 * Installs a tarball with the very commands of docs/installing.md, in the home folder of a user whose
 * `.n8n` lies on another volume, as in a container.
 * @param node the Node that runs npm
 * @returns the folder of the installed package
 */
export async function installAsDocumented(
	tarball: string,
	home: string,
	node = process.execPath,
): Promise<string> {
	const volume = path.join(home, 'volume');
	await mkdir(volume, { recursive: true });
	await symlink(volume, path.join(home, '.n8n')).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'EEXIST') throw error;
	});
	const commands = await documentedCommands();
	await run(
		'bash',
		['-euc', commands.replaceAll(/n8n-nodes-exchange-server-[\d.]+\.tgz/g, path.basename(tarball))],
		{
			cwd: path.dirname(tarball),
			env: {
				...environmentForNpm(process.env),
				HOME: home,
				PATH: `${path.dirname(node)}:${process.env.PATH}`,
			},
		},
	);
	return path.join(home, '.n8n/nodes/node_modules/n8n-nodes-exchange-server');
}

async function documentedCommands(): Promise<string> {
	const page = await readFile(path.join(repositoryRoot, 'docs/installing.md'), 'utf8');
	const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block);
	const found = blocks.find((block) => block.includes('npm install --prefix'));
	if (!found) throw new Error('docs/installing.md has no command that installs the tarball');
	return found;
}

/** The same package under another version. */
export async function packAs(version: string, tarball: string): Promise<string> {
	const folder = await mkdtemp(path.join(path.dirname(tarball), 'version-'));
	await run('tar', ['-xzf', tarball, '-C', folder]);
	const manifest = path.join(folder, 'package/package.json');
	const content = JSON.parse(await readFile(manifest, 'utf8')) as object;
	await writeFile(manifest, JSON.stringify({ ...content, version }));
	const packed = path.join(folder, `n8n-nodes-exchange-server-${version}.tgz`);
	await run('tar', ['-czf', packed, '-C', folder, 'package']);
	return packed;
}
