/** node:http alone, nothing parsed: the floor. Usage: raw.ts URL [RUNS-BEFORE] */
import { Agent, request } from 'node:http';
import { measure, report } from '../measure';

const url = process.argv[2];
const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const authorization = `Basic ${Buffer.from('svc-n8n:benchmark').toString('base64')}`;

function post(body: string): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const call = request(url, { method: 'POST', agent, headers: { authorization } }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () => resolve(Buffer.concat(chunks)));
			response.on('error', reject);
		});
		call.on('error', reject);
		call.end(body);
	});
}

async function run(): Promise<void> {
	const measurement = await measure(
		async () => {
			let items = 0;
			for (let offset = 0; ; ) {
				const page = (
					await post(
						`<SyncFolderItems ><SyncState>${offset}</SyncState><MaxChangesReturned>512</MaxChangesReturned></SyncFolderItems>`,
					)
				).toString('latin1');
				const ids = [...page.matchAll(/ Id="([^"]+)"/g)].map(([, id]) => id);
				for (let first = 0; first < ids.length; first += 100) {
					const batch = ids.slice(first, first + 100);
					await post(`<GetItem >${batch.map((id) => `<ItemId Id="${id}"/>`).join('')}</GetItem>`);
					items += batch.length;
				}
				offset += ids.length;
				if (page.includes('<m:IncludesLastItemInRange>true')) return items;
			}
		},
		Number(process.argv[3] ?? 0),
	);
	agent.destroy();
	report(measurement);
}

void run();
