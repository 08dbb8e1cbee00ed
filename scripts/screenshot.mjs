/**
 * Takes the pictures in docs/images: the sync example in a real n8n's editor, after a run, and the example
 * workflows that are shipped. With the argument `workflows` only these, and of these only the ones whose
 * names follow.
 * Needs Chromium: CHROMIUM, default /usr/bin/chromium.
 */

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import path from 'node:path';

import { Cleanup, cleanUpOnSignals } from './lib/cleanup.mjs';
import { addCredential, owner, startN8nWithPackage } from './lib/demoSetup.mjs';
import { readTemplate, withCredential } from './lib/demoWorkflows.mjs';
import { openEditor } from './lib/editor.mjs';
import { ensureDependencies, projectFolder } from './lib/ensureDependencies.mjs';
import { ensureN8n } from './lib/ensureN8n.mjs';
import { buildPackage } from './lib/packageInstall.mjs';
import { withProgress } from './lib/progress.mjs';
import { loadTypeScript } from './lib/typescript.mjs';

const images = path.join(projectFolder, 'docs', 'images');
const workflows = path.join(projectFolder, 'workflows');

const SETTLING_MS = 2000;
/** The editor's tabs reach into the canvas. */
const TABS_HEIGHT = 20;

const cleanup = new Cleanup();
cleanUpOnSignals(cleanup);
try {
	await takePictures();
} finally {
	await cleanup.run();
}

async function takePictures() {
	await ensureDependencies();
	const installation = await ensureN8n();
	await withProgress('Building the package', buildPackage);
	const { startExchangeServer } = await loadTypeScript('test/exchangeServer/index.ts');
	const exchange = await startExchangeServer();
	cleanup.add(() => exchange.close());
	const { client, n8n } = await startN8nWithPackage({ installation, cleanup });
	const credential = await addCredential(client, exchange);
	const { browser, page } = await openEditor(n8n.url, owner, {
		viewport: { width: 1720, height: 800 },
		deviceScaleFactor: 1,
		colorScheme: 'light',
	});
	cleanup.add(() => browser.close());
	const editor = { client, page, url: n8n.url };
	await mkdir(path.join(images, 'workflows'), { recursive: true });
	if (process.argv[2] !== 'workflows') await takeDemo(editor, credential);
	await takeWorkflows(editor, credential);
}

async function takeDemo({ client, page, url }, credential) {
	const template = withCredential(await readTemplate('sync'), credential);
	const { id } = await client.createWorkflow(template);
	await page.goto(`${url}/workflow/${id}`);
	const nodes = page.locator('[data-test-id="canvas-node"]');
	await nodes.first().waitFor();
	await nodes.filter({ hasText: 'Every 15 Minutes' }).hover();
	await page.locator('[data-test-id="execute-workflow-button-Every 15 Minutes"]').click();
	await nodes
		.filter({ hasText: 'Log of the Run' })
		.locator('[data-test-id="canvas-node-status-success"]')
		.waitFor();
	await page.locator('.el-notification__closeBtn').first().click();
	await takeCanvas(page, path.join(images, 'workflow.png'));
}

/** Each shipped workflow, with its credentials filled in, and digests of the files that are shown. */
async function takeWorkflows({ client, page, url }, exchange) {
	const saved = { [exchange.type]: exchange };
	const list = path.join(images, 'workflows', 'workflows.json');
	const digests = JSON.parse(await readFile(list, 'utf8').catch(() => '{}'));
	const wanted = process.argv.slice(3);
	const files = (await readdir(workflows)).filter((name) => name.endsWith('.json'));
	for (const file of files) {
		const name = path.basename(file, '.json');
		if (wanted.length > 0 && !wanted.includes(name)) continue;
		const text = await readFile(path.join(workflows, file), 'utf8');
		const template = JSON.parse(text);
		for (const node of template.nodes) {
			for (const type of Object.keys(node.credentials ?? {})) {
				saved[type] ??= {
					name: type,
					...(await client.createCredential({ name: type, type, data: {} })),
				};
				node.credentials[type] = { id: saved[type].id, name: saved[type].name };
			}
		}
		const { id } = await client.createWorkflow(template);
		await page.goto(`${url}/workflow/${id}`);
		await page.locator('[data-test-id="canvas-node"]').first().waitFor();
		await takeCanvas(page, path.join(images, 'workflows', `${name}.png`));
		digests[name] = createHash('sha256').update(text).digest('hex').slice(0, 16);
	}
	await writeFile(list, `${JSON.stringify(digests, undefined, '\t')}\n`);
}

async function takeCanvas(page, file) {
	await page.locator('[data-test-id="zoom-to-fit"]').click();
	await page.mouse.move(0, 0);
	await page.waitForTimeout(SETTLING_MS);
	const { x, y, width, height } = await page
		.locator('[data-test-id="canvas-wrapper"]')
		.first()
		.boundingBox();
	const clip = { x, y: y + TABS_HEIGHT, width, height: height - TABS_HEIGHT };
	await page.screenshot({ path: file, clip });
	console.log(path.relative(projectFolder, file));
}
