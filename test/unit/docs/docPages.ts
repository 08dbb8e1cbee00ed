import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../requirements';

/** The pages that people read. */
export const pages = [
	'README.md',
	'CONTRIBUTING.md',
	...readdirSync(path.join(repositoryRoot, 'docs'))
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
];

/** @param file relative to the repository */
export const textOf = (file: string) => readFileSync(path.join(repositoryRoot, file), 'utf8');

/** The files of a folder and all below it, relative to the repository. */
export const filesIn = (folder: string) =>
	readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' }).map(
		(file) => path.join(folder, file),
	);
