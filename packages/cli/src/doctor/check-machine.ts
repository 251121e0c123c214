import { availableParallelism } from 'node:os';
import { availableMemory } from '@nestvec/core/onnx';
import { bytes, count } from '../text.ts';
import type { Check, Finding } from './finding.ts';

/** Enough for mini-clip and LanceDB; jina-clip-v2 in int8 wants about 2 GB. */
const enoughMemory = 1e9;

/** Node, the system, memory and threads. Whether the Node is new enough was seen to before this file was loaded. */
export const checkMachine: Check = async () => {
  const memory = availableMemory();
  const findings: Finding[] = [
    { name: 'node', found: process.versions.node },
    { name: 'platform', found: `${process.platform} ${process.arch}` },
    memory >= enoughMemory
      ? { name: 'memory', found: bytes(memory) }
      : { name: 'memory', found: bytes(memory), fix: `give it at least ${bytes(enoughMemory)}` },
    { name: 'threads', found: count(availableParallelism(), 'thread') },
  ];
  return await Promise.resolve(findings);
};
